// Runs the blob emulator for as long as standard input stays open, so that it never outlives the process that started it.
const stop = () => {
  // The emulator's own way to end: it writes its index first. The limit is for connections that nobody closes.
  process.emit("SIGTERM");
  setTimeout(() => process.exit(0), 5000);
};
process.stdin.on("end", stop).on("error", stop).resume();
require("azurite/dist/src/blob/main.js");
