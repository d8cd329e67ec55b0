import {applyRank} from '@ome/inference-model/manifests/apply-order'
import type {KubeObject} from '@ome/sdk/kube'

/** An object as a file of a folder. */
export interface ExportFile {
  readonly name: string
  readonly object: KubeObject
}

/** What an export did to a folder. */
export interface ExportReport {
  readonly written: readonly string[]
  readonly unchanged: readonly string[]
  readonly removed: readonly string[]
}

/** Folders that hold exports. */
export interface ExportFolder {
  /**
   * Writes the files, each whole or not at all, and removes those of earlier exports that are not among them and that
   * `prune` says yes to. Throws `conflict` for files that somebody else put there.
   */
  write(files: readonly ExportFile[], prune: (name: string) => boolean): Promise<ExportReport>
}

/** Which files may go: of what could be read in full, and of nothing else. */
export const prunable =
  ({kinds, namespace}: {readonly kinds: readonly string[]; readonly namespace?: string | undefined}) =>
  (name: string): boolean => {
    const [, kind, inside] = /^\d+-([a-z0-9]+)\.([^.]+)\./.exec(name) ?? []
    return kinds.some((each) => each.toLowerCase() === kind) && (namespace === undefined || namespace === inside)
  }

const longest = 200

/**
 * One file for each object. The name depends on nothing but the object, and sorts as the objects need each other:
 * `21-inferenceservice.default.chat.yaml`.
 */
export const exportFiles = (objects: readonly KubeObject[]): readonly ExportFile[] =>
  objects.map((object) => ({name: `${stem(object)}.yaml`, object}))

function stem({kind, metadata: {name, namespace}}: KubeObject): string {
  const rank = String(applyRank(kind)).padStart(2, '0')
  const whole = [`${rank}-${kind.toLowerCase()}`, namespace, name].filter(Boolean).join('.').replaceAll(':', '_')
  return whole.length <= longest ? whole : `${whole.slice(0, longest - 9)}-${checksum(whole)}`
}

/** FNV-1a: tells long names apart that begin alike. */
function checksum(text: string): string {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}
