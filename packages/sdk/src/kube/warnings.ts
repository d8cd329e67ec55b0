import {plain} from '../text.ts'

/** Keeps each warning of the server once and reports it when it first comes. */
export function warningCollector(report: ((text: string) => void) | undefined) {
  const seen = new Set<string>()
  return {
    texts: (): readonly string[] => [...seen],
    /** `told`: texts that the caller says in its own words; they are kept and not reported. */
    note(header: string | string[] | undefined, told?: RegExp) {
      for (const text of warningTexts(header)) {
        if (seen.has(text)) continue
        seen.add(text)
        if (!told?.test(text)) report?.(text)
      }
    },
  }
}

/**
 * The texts of `Warning: 299 - "text"` headers, which node joins with commas. `\` escapes the next character
 * (RFC 7234 §5.5); control characters are dropped.
 */
function warningTexts(header: string | string[] | undefined): readonly string[] {
  const joined = Array.isArray(header) ? header.join(', ') : (header ?? '')
  const quoted = [...joined.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text)
  return quoted.map((text) => plain(text.replace(/\\(.)/g, '$1')))
}
