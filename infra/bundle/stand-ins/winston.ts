/** For winston, to which the SDK logs whole requests if it is told to. Nobody may tell it: this logs nothing. */
const nothing = (): undefined => undefined;

/** A logger without transports, for which the SDK prepares no text. */
export const createLogger = () => ({ transports: [], add: nothing, log: nothing });
/** What the SDK adds to a logger. */
export const transports = { Console: class {}, File: class {} };
/** How they would write. */
export const format = Object.assign(() => nothing, { combine: nothing, json: nothing, simple: nothing });
