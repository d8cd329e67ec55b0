import type {KaitoTrouble} from './trouble.ts'

type Way = Pick<KaitoTrouble, 'next' | 'commands'>

/** What to do, its commands below it. */
export const nextText = ({next, commands = []}: Way): string =>
  [next, ...commands.map((command) => `  ${command}`)].join('\n')

/** The same as hints of an error. */
export const nextHints = ({next, commands = []}: Way): readonly string[] => [next, ...commands]
