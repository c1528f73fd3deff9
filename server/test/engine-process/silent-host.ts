// The program of an engine's process that hangs before it has said a word.
setInterval(() => undefined, 1000);
