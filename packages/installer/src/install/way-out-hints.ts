import {shortName} from './names.ts'

/** The releases that a plugin can go to from a withdrawn one. */
export interface WaysOut {
  /** What an upgrade takes. */
  readonly upgrade?: string
  /** What a rollback goes to. */
  readonly rollback?: string
  /** A rollback has to be told the version: it is not the one before. */
  readonly isFarther?: true
  /** An older release that is not kept. */
  readonly install?: string
  /** Its user keeps it at the release. */
  readonly pinned?: true
  /** No index is at hand, so an upgrade may find something. */
  readonly unknown?: true
}

/** What to do about a withdrawn release, as hints: only what works. */
export function wayOutHints(name: string, ways: WaysOut, bin = 'ome'): readonly string[] {
  const {upgrade, rollback, isFarther, install, pinned, unknown} = ways
  const short = shortName(name)
  const lines = [
    ...(upgrade === undefined ? [] : [`take ${upgrade}: ${bin} plugin upgrade ${short}`]),
    ...(unknown ? [`take a newer one, if there is one: ${bin} plugin upgrade ${short}`] : []),
    ...(rollback === undefined
      ? []
      : [`go back to ${rollback}: ${bin} plugin rollback ${short}${isFarther ? ` --to ${rollback}` : ''}`]),
    ...(install === undefined ? [] : [`go back to ${install}: ${bin} plugin install ${short}@${install}`]),
  ]
  if (lines.length === 0) return [`wait for a fixed release, or take it out: ${bin} plugin uninstall ${short}`]
  return pinned ? [`let it go first: ${bin} plugin unpin ${short}`, ...lines] : lines
}
