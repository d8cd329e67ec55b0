import type {CommandRunner} from '@ome/sdk/command-runner'
import {installedCommands, toDefinition} from '../../calls/process/installed-commands.ts'
import type {Commands} from '../domain/ports.ts'

/** What the shell knows of commands, from whoever runs them. */
export const installed = (runner: CommandRunner): Commands => ({
  async find(words) {
    const found = await runner.find(words, {asCalled: true})
    if (!found) return undefined
    const definition = await runner.definition(found.command.words)
    const args = definition?.args ?? []
    const mostOperands = args.some(({multiple}) => multiple) ? Number.POSITIVE_INFINITY : args.length
    return {words: found.command.words, argv: found.argv, mostOperands}
  },
  async definition(words) {
    const found = await runner.definition(words)
    return found && toDefinition(found)
  },
  definitions: () => installedCommands(runner),
  async contexts() {
    const {candidates} = await runner.complete(['cluster', 'use', ''], {patienceMs: 0})
    return candidates.map(({value}) => value)
  },
})
