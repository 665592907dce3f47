/** The least that a limit on messages may be, in bytes: a hello and the names of things have to get through. */
export const SHORTEST_PACKET = 64;
