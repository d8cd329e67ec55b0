import type {Io} from './context.ts'
import type {KubeObject} from './kube.ts'
import {authored} from './manifest.ts'
import {print} from './output.ts'
import {hideSecrets} from './secret-values.ts'
import {paintOf} from './style.ts'
import {plain} from './text.ts'
import {diffLines} from './text-diff.ts'
import {dumpYaml} from './yaml-dump.ts'

/**
 * The difference of an object in the cluster and one that is planned, as a unified diff headed by `label`; empty when
 * there is none. Fields that only the server writes are left out; secrets are shown as changed or not, never in clear.
 */
export function diffObjects(label: string, live: KubeObject | undefined, planned: KubeObject | undefined): string[] {
  const [before, after] = hideSecrets(live && authored(live), planned && authored(planned))
  const lines = diffLines(before === undefined ? [] : yamlLines(before), after === undefined ? [] : yamlLines(after))
  return lines.length === 0 ? [] : [`--- live ${label}`, `+++ planned ${label}`, ...lines]
}

/** Prints the lines of unified diffs, in colours on a terminal. */
export function printDiff(io: Io, lines: readonly string[]): void {
  const paint = paintOf(io)
  const tone = (line: string) => (line.startsWith('+') ? 'good' : line.startsWith('-') ? 'bad' : undefined)
  print(
    io,
    lines.map((line) => paint.tone(plain(line), tone(line))),
  )
}

const yamlLines = (value: unknown): string[] => dumpYaml(value).trimEnd().split('\n')
