import type {CommandRunner} from '@ome/sdk/command-runner'
import type {TestCluster} from '@ome/testkit/cluster'
import {run} from '@ome/testkit/run'
import type {Installed} from './installed.ts'

export interface TestRunner extends CommandRunner {
  /** Every command line that was run, as it was. */
  readonly ran: string[]
}

/** Runs the commands of this repository in a cluster of a test, as the host would. */
export function testRunner(installed: readonly Installed[], cluster: TestCluster): TestRunner {
  const ran: string[] = []
  const byWords = new Map(installed.map((each) => [each.command.words, each]))
  const found = (words: readonly string[]): {readonly one: Installed; readonly rest: readonly string[]} | undefined => {
    for (let count = Math.min(4, words.length); count > 0; count--) {
      const one = byWords.get(words.slice(0, count).join(' '))
      if (one) return {one, rest: words.slice(count)}
    }
    return undefined
  }
  return {
    ran,
    commands: async () => installed.map(({command}) => command),
    definition: async (words) => byWords.get(words)?.command,
    find: async () => undefined,
    async run(words, {io, signal}) {
      ran.push(words.join(' '))
      const command = found(words)
      if (!command) {
        io?.err(`error: there is no command "${words.join(' ')}"\n`)
        return 2
      }
      const {one, rest} = command
      const {kube, now} = cluster
      const {code} = await run(one.run, rest, {
        kube,
        now,
        signal,
        plugin: one.plugin,
        onWrite: (stream, text) => io?.[stream](text),
      })
      return code
    },
    complete: async () => ({candidates: [], isOpen: false}),
    target: async () => ({context: 'production', namespace: 'default'}),
    attend: () => () => undefined,
  }
}
