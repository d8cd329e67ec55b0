import {plain} from '../text.ts'

/**
 * The texts of `Warning: 299 - "text"` headers, which node joins with commas. `\` escapes the next character
 * (RFC 7234 §5.5); control characters are dropped.
 */
export function warningTexts(header: string | string[] | undefined): readonly string[] {
  const joined = Array.isArray(header) ? header.join(', ') : (header ?? '')
  const quoted = [...joined.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text)
  return quoted.map((text) => plain(text.replace(/\\(.)/g, '$1')))
}
