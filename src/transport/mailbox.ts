/** What has arrived and the callers that wait for it, in the order in which both came. */
export class Mailbox<Item> {
  readonly #items: Item[] = [];
  readonly #waiting: { resolve: (item: Item | undefined) => void; reject: (reason: Error) => void }[] = [];
  #end: { readonly error: Error | undefined } | undefined;

  /** How many calls wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** How many items lie here. */
  get size(): number {
    return this.#items.length;
  }

  /** Whether nothing more will come. */
  get ended(): boolean {
    return this.#end !== undefined;
  }

  put(item: Item): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#items.push(item);
    else waiter.resolve(item);
  }

  /** The item that lies here first, if there is one. */
  poll(): Item | undefined {
    return this.#items.shift();
  }

  /** The next item; after the end undefined, or the error that it ended with. */
  take(): Promise<Item | undefined> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve(item);
    if (this.#end !== undefined) {
      return this.#end.error === undefined ? Promise.resolve(undefined) : Promise.reject(this.#end.error);
    }
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Nothing more comes. What lies here can still be taken. Only the first end counts. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    for (const waiter of this.#waiting.splice(0)) {
      if (error === undefined) waiter.resolve(undefined);
      else waiter.reject(error);
    }
  }

  /** Throws away what lies here. */
  clear(): void {
    this.#items.length = 0;
  }
}
