/** `quota-report` → `QuotaReport`. */
export const pascal = (words: string): string =>
  words
    .split(/[-:]/)
    .filter(Boolean)
    .map((word) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`)
    .join('')

export const camel = (words: string): string => {
  const name = pascal(words)
  return `${name[0]?.toLowerCase() ?? ''}${name.slice(1)}`
}

/** Why a word cannot be the name of a plugin or command, or undefined. */
export const nameProblem = (word: string): string | undefined =>
  /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(word) ? undefined : `"${word}" must be lower-case words joined by "-"`
