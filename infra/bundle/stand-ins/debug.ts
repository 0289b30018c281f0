/** For debug, through which ioredis tells its steps where the variable DEBUG asks for them: this tells nothing. */
const debug = () => Object.assign(() => undefined, { enabled: false });

// biome-ignore lint/style/noDefaultExport: in the shape of debug
export default debug;
