/** What is wrong with bytes that are no message: its own class, because servers answer it and go on. */
export class MalformedMessage extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MalformedMessage';
  }
}
