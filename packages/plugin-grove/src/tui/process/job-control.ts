import self from 'node:process'

/** Stops this process as Ctrl-Z would, and comes back when the shell lets it go on. */
export function stopped(): Promise<void> {
  const {promise, resolve} = Promise.withResolvers<void>()
  self.once('SIGCONT', () => resolve())
  self.kill(self.pid, 'SIGTSTP')
  return promise
}
