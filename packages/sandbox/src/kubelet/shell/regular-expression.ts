import {inTime} from '@ome/kinds/validation/in-time'
import {ProgramError} from './program.ts'

const characterClasses: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  space: '\\s',
  upper: 'A-Z',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
}

/** A text with `[:alpha:]` and its like replaced by what JavaScript has between brackets. */
export const withClasses = (text: string): string =>
  text.replace(/\[:(\w+):\]/g, (whole, name: string) => characterClasses[name] ?? whole)

/** A regular expression of grep and sed, as JavaScript has it. */
export function expression(source: string, {isExtended = false, isFixed = false, flags = ''} = {}): RegExp {
  let text = source
  if (isFixed) text = source.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  else if (!isExtended)
    text = source.replace(/\\([+?|(){}])|([+?|(){}])/g, (_, plain?: string, bare?: string) => plain ?? `\\${bare}`)
  try {
    return new RegExp(withClasses(text), flags)
  } catch {
    throw new ProgramError(`bad regex '${source}'`, 2)
  }
}

/** With more repeats than one, or that of a group, or over a longer text, an expression may try very many ways. */
const longestPlain = 5000

/** Whether matching these expressions with these texts may take very long. */
export const isRisky = (expressions: readonly RegExp[], texts: readonly string[]): boolean =>
  texts.some((text) => text.length > longestPlain) ||
  expressions.some(({source}) => /\)[*+?{]|[*+?{].*[*+?{]/s.test(source))

const longestMs = 100

/** Does something with expressions of strangers; a {@link ProgramError} when that takes longer than 100 ms. */
export function inShortTime<Result>(action: () => Result): Result {
  const result = inTime(longestMs, action)
  if (!result) throw new ProgramError('the regular expression takes too long', 2)
  return result.value
}
