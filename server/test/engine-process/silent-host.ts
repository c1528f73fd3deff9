// An engine's program that hangs before its first message.
setInterval(() => undefined, 1000);
