// Must run on any Node, however old: no syntax or module here that a newer one brought.
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`DataFlow needs Node 20.19 or newer; this is ${process.version}.`);
  console.error("Install a newer one (https://nodejs.org) and run the command again.");
  process.exit(1);
}
