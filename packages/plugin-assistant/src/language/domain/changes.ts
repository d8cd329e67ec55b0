import {lineOf, wordsOf} from '../../calls/domain/command-line.ts'
import type {Call} from '../../calls/domain/definition.ts'
import type {Vocabulary} from './intent.ts'

/** Commands that change something and have rules of their own. */
export const hasRule =
  /^(?:deploy|scale|restart|delete|update|autoscale|import .*|rollout (?!status|history).*|cleanup .*|cost budget (?:set|delete)|tune (?:start|cancel)|rag deploy|load-test)$/

/** They change nothing that is there, and are asked for by questions: `how fast is x`. */
const measuring = /^(?:optimize|benchmark)$/

/** Whether a call changes something, also where its command is not installed. */
export const changes = ({command}: Call, {commands}: Vocabulary): boolean =>
  hasRule.test(command) ||
  commands.some(({words, risk}) => words === command && risk !== 'read' && !measuring.test(words))

/** Calls as a person types them. */
export const linesOf = (calls: readonly Call[], {commands}: Vocabulary): readonly string[] =>
  calls.map((call) => {
    const definition = commands.find(({words}) => words === call.command)
    const words = definition
      ? wordsOf(definition, call)
      : [call.command, ...Object.values(call.input).flat().map(String)]
    return lineOf('ome', words)
  })
