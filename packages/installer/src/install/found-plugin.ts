import type {IndexPlugin} from '../registry/plugin-index.ts'
import type {OpenRegistry} from '../registry/refresh.ts'

export interface Found {
  readonly registry: OpenRegistry
  readonly plugin: IndexPlugin
}
