import type {Call, Definition, Parameter, Value} from './definition.ts'

/** The words of a checked call: command, operands in their order, then flags. */
export function wordsOf({words, operands, flags}: Definition, {input}: Call): readonly string[] {
  const given = ({name}: Parameter): readonly Value[] => {
    const value = input[name]
    return value === undefined ? [] : typeof value === 'object' ? value : [value]
  }
  const named = new Set(operands.map(({name}) => name))
  return [
    ...words.split(' '),
    ...operands.flatMap((operand) => given(operand).map(String)),
    ...flags
      .filter(({name}) => !named.has(name))
      .flatMap((flag) => given(flag).flatMap((value) => flagWords(flag, value))),
  ]
}

function flagWords({name, type}: Parameter, value: Value): readonly string[] {
  if (type === 'boolean') return value === true ? [`--${name}`] : []
  const text = String(value)
  // A value that begins with a dash would be taken for a flag.
  return text.startsWith('-') || text === '' ? [`--${name}=${text}`] : [`--${name}`, text]
}

/** Words as a person types them into a shell. */
export const lineOf = (bin: string, words: readonly string[]): string => [bin, ...words.map(quoted)].join(' ')

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
