/** How the log of a server can be written: a fact that the commands declare without loading a server. */
export const LOG_FORMATS = ['text', 'json'] as const;
