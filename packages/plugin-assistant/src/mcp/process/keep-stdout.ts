import self from 'node:process'

/**
 * Only the protocol goes to stdout. What the code of a plugin writes there on its own goes to stderr; the protocol is
 * written past this. Returns the way back.
 */
export function keepStdout(): () => void {
  const {write} = self.stdout
  self.stdout.write = self.stderr.write.bind(self.stderr)
  return () => {
    self.stdout.write = write
  }
}
