import {podsOf, type Twig} from './twig.ts'

/** What a line behind `/` means: a regex, `!` and what shall not fit, `-l key=value`, `-f` and letters in their order. */
export type Filter = (twig: Twig, lowerText: string) => boolean

/** Labels of objects by uid. */
export type LabelsOf = (uid: string) => Readonly<Record<string, string>> | undefined

const everything: Filter = () => true

export function parseFilter(line: string, labelsOf: LabelsOf): Filter {
  const wish = line.trim()
  if (wish === '') return everything
  if (wish.startsWith('!')) {
    const inner = parseFilter(wish.slice(1), labelsOf)
    return inner === everything ? everything : (twig, text) => !inner(twig, text)
  }
  const [, letter, rest = ''] = /^-([lf])(?:\s+(.*))?$/.exec(wish) ?? []
  if (letter === 'l') return selecting(rest, labelsOf)
  if (letter === 'f') return fuzzy(rest)
  // Most of what is typed is plain: to look for that takes a fraction of the time of an expression.
  if (/^[\w /-]+$/.test(wish)) {
    const plain = wish.toLowerCase()
    return (_, text) => text.includes(plain)
  }
  const expression = regexOf(wish)
  return (_, text) => expression.test(text)
}

/** What is no regex is looked for as it was typed. */
function regexOf(wish: string): RegExp {
  try {
    return new RegExp(wish, 'im')
  } catch (error) {
    if (error instanceof SyntaxError) return new RegExp(wish.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'im')
    throw error
  }
}

function fuzzy(letters: string): Filter {
  const wanted = [...letters.toLowerCase()].filter((letter) => letter !== ' ')
  return ({label}) => {
    const lower = label.toLowerCase()
    let at = 0
    for (const letter of wanted) {
      at = lower.indexOf(letter, at) + 1
      if (at === 0) return false
    }
    return true
  }
}

function selecting(selector: string, labelsOf: LabelsOf): Filter {
  const terms = selector
    .split(',')
    .map((term) => /^\s*([^=!\s]+)\s*(?:(!?=)=?\s*(.*?))?\s*$/.exec(term))
    .flatMap((found) => (found ? [{key: found[1] ?? '', operator: found[2], value: found[3] ?? ''}] : []))
  const fits = (labels: Readonly<Record<string, string>>): boolean =>
    terms.every(({key, operator, value}) =>
      operator === undefined ? key in labels : (labels[key] === value) === (operator === '='),
    )
  return (twig) => [twig.uid, ...podsOf(twig).map(({uid}) => uid)].some((uid) => fits(labelsOf(uid) ?? {}))
}
