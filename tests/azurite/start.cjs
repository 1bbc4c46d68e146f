// Runs the blob emulator for as long as standard input stays open, so that it never outlives the tests that started it.
process.stdin.on("end", () => process.exit(0)).on("error", () => process.exit(0)).resume();
require("azurite/dist/src/blob/main.js");
