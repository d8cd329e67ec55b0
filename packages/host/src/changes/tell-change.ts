import {isForPeople, parseFormat} from '@ome/sdk/format'
import {dataText, documentVersion, type Paper, print} from '@ome/sdk/output'
import {oneLine, plain} from '@ome/sdk/text'

/** What became of one thing, or with a dry run what would; `from` and `to` are what was before and what is after. */
export interface ChangeItem {
  /** `plugin/ome-x`. */
  readonly object: string
  readonly outcome: string
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly [detail: string]: unknown
}

export interface Change {
  readonly kind: `${string}Change`
  readonly dryRun?: boolean | undefined
  readonly items: readonly ChangeItem[]
  /** What a person reads instead. */
  readonly lines: readonly string[]
}

/**
 * Prints what a command changed: lines for people, else one document with the `applied` of plans. `applied` is false
 * for dry runs only; what was so before has the outcome `unchanged`.
 */
export function tellChange({io, output}: Paper, {kind, dryRun = false, items, lines}: Change): void {
  const format = parseFormat(output)
  if (isForPeople(output)) print(io, lines.map(plain))
  else if (format.type === 'name')
    print(
      io,
      items.map(({object}) => oneLine(object)),
    )
  else io.out(dataText(format, {apiVersion: documentVersion, kind, applied: !dryRun, items}, io))
}
