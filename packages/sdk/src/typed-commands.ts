import type {Block, Cell} from './view.ts'

type Commands = ((text: string) => string) | undefined

/** A cell whose command lines are complete, see `Paper.commands`. */
export const cellWithCommands = (cell: Cell, commands: Commands): Cell =>
  commands && typeof cell === 'string' ? commands(cell) : cell

/** Blocks whose command lines are complete: in texts, tables and the values of fields. */
export const blocksWithCommands = (blocks: readonly Block[], commands: Commands): readonly Block[] =>
  commands === undefined ? blocks : blocks.map((block) => blockWithCommands(block, commands))

function blockWithCommands(block: Block, commands: (text: string) => string): Block {
  switch (block.type) {
    case 'text':
      return {...block, text: commands(block.text)}
    case 'table':
      return {...block, rows: block.rows.map((row) => row.map((cell) => cellWithCommands(cell, commands)))}
    case 'fields':
      return {...block, rows: block.rows.map((row) => ({...row, value: cellWithCommands(row.value, commands)}))}
    default:
      return block
  }
}

/** The keys of our documents that hold a command line; what the cluster says is left as it is. */
const commandKeys = new Set(['command', 'commands', 'next', 'hint', 'hints'])

/** A document whose command lines are complete. */
export function withCommands(value: unknown, commands: Commands): unknown {
  if (commands === undefined || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each) => withCommands(each, commands))
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      commandKeys.has(key) ? completed(inner, commands) : withCommands(inner, commands),
    ]),
  )
}

function completed(value: unknown, commands: (text: string) => string): unknown {
  if (typeof value === 'string') return commands(value)
  return Array.isArray(value) ? value.map((each) => completed(each, commands)) : withCommands(value, commands)
}
