import {parseFormat} from './format.ts'
import type {KubeObject, Resource, Table} from './kube.ts'
import {objectName, renderObjects, serverTableLines} from './object-output.ts'
import {dataText, documentOf, documentVersion, humanLines, nameOf, type Paper, print, sayLeftOut} from './output.ts'
import {type TableLook, paper as tablePaper} from './read-resource.ts'
import type {View} from './view.ts'

/** What was found of one of several types: items with a view, or a resource as the server has it. */
export type Section<Item> = ViewSection<Item> | ResourceSection

export interface ViewSection<Item> {
  readonly view: View<readonly Item[]>
  readonly itemView: View<Item>
  readonly items: readonly Item[]
  /** Their cluster objects, when those are to be printed. */
  readonly objects?: readonly KubeObject[] | undefined
}

export interface ResourceSection {
  readonly resource: Resource
  readonly objects: readonly KubeObject[]
  readonly table?: Table | undefined
}

export interface SectionPaper extends Paper, TableLook {
  /** Absent: all namespaces. */
  readonly namespace: string | undefined
  /** Nothing was found and that is no news. */
  readonly quiet: boolean
  readonly showManagedFields?: boolean
  readonly objectName?: (object: KubeObject) => string | undefined
}

/**
 * Several types in one result: tables with a blank line between; names one below the other; data as a `v1` List of
 * objects, or as a `List` of ours when views are among them, where each item says what it is.
 */
export function showSections<Item>(sections: readonly Section<Item>[], paper: SectionPaper): void {
  const {io} = paper
  const output = paper.output ?? 'human'
  const objects = objectsOf(sections)
  const {type} = parseFormat(paper.output)
  if (type === 'human' || type === 'wide') {
    let leavesOut = false
    const lines = tables(sections, {...paper, onLeftOut: () => (leavesOut = true)})
    if (lines.length > 0) print(io, lines)
    else if (!paper.quiet) io.err(`${nothingFound(sections, paper)}\n`)
    if (leavesOut) sayLeftOut(io, type === 'wide')
  } else if (type === 'name') {
    print(
      io,
      sections.flatMap((section) => namesOf(section, paper)),
    )
  } else if (objects) {
    renderObjects(objects, {io, output, single: false, showManagedFields: paper.showManagedFields === true})
  } else {
    io.out(dataText(parseFormat(output), documentOfAll(sections), io))
  }
}

function tables<Item>(sections: readonly Section<Item>[], paper: SectionPaper): string[] {
  const each = sections.map((section) => linesOf(section, paper)).filter(({length}) => length > 0)
  return each.flatMap((lines, index) => (index === 0 || paper.noHeaders ? lines : ['', ...lines]))
}

function linesOf<Item>(section: Section<Item>, paper: SectionPaper): readonly string[] {
  if ('view' in section) return humanLines(section.view, section.items, paper) ?? []
  const {table, resource} = section
  const onLeftOut = paper.onLeftOut ? {onLeftOut: paper.onLeftOut} : {}
  if (!table || table.rows.length === 0) return []
  return serverTableLines(table, {...tablePaper({...paper, resource}), ...onLeftOut})
}

const namesOf = <Item>(section: Section<Item>, paper: SectionPaper): readonly string[] =>
  'view' in section
    ? section.items.map((item) => nameOf(section.itemView, item as never))
    : section.objects.map((object) => paper.objectName?.(object) ?? objectName(object))

/** The objects of all sections; undefined when one of them has a view only. */
function objectsOf<Item>(sections: readonly Section<Item>[]): readonly KubeObject[] | undefined {
  const all = sections.map(({objects}) => objects)
  return all.every((objects) => objects !== undefined) ? all.flat() : undefined
}

const documentOfAll = <Item>(sections: readonly Section<Item>[]): Record<string, unknown> => ({
  apiVersion: documentVersion,
  kind: 'List',
  items: sections.flatMap((section): readonly unknown[] =>
    'view' in section ? section.items.map((item) => documentOf(section.itemView, item)) : section.objects,
  ),
})

/** kubectl's words. */
function nothingFound<Item>(sections: readonly Section<Item>[], {namespace}: SectionPaper): string {
  const inside = sections.every((section) => 'view' in section || section.resource.namespaced)
  return inside && namespace !== undefined ? `No resources found in ${namespace} namespace.` : 'No resources found'
}
