import type {KubeObject} from '@ome/sdk/kube'

/** An object of the cluster that exists because of another one. */
export interface Belonging {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly uid: string
  /** `2/3`, `Running` … where the object says so. */
  readonly state?: string
  readonly children: readonly Belonging[]
}

/** Finds what an object owns, directly and by way of others. */
export interface Belongings {
  of(object: KubeObject): Promise<readonly Belonging[]>
  /** {@link of} for each of several, reading everything once. */
  ofAll(objects: readonly KubeObject[]): Promise<readonly (readonly Belonging[])[]>
}

/** All objects of a tree, parents before children. */
export const flat = (roots: readonly Belonging[]): readonly Belonging[] =>
  roots.flatMap((root) => [root, ...flat(root.children)])

/** `deployment/x, service/y, 3 pods`: what goes with an object, by kind. Undefined when nothing does. */
export function summary(roots: readonly Belonging[]): string | undefined {
  const byKind = [...Map.groupBy(flat(roots), ({kind}) => kind.toLowerCase())]
  if (byKind.length === 0) return undefined
  return byKind
    .map(([kind, [first, ...more]]) =>
      more.length === 0 ? `${kind}/${first?.name ?? ''}` : `${more.length + 1} ${plural(kind)}`,
    )
    .join(', ')
}

const plural = (kind: string): string =>
  kind.endsWith('s') ? `${kind}es` : /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`
