import type {BaseService} from '@ome/inference-model/deploy/request'

/** Files that a person names. */
export interface ServiceFiles {
  /** The one service of a manifest. Throws `usage` and `not-found`. */
  service(path: string): Promise<BaseService>
  /** The one document of a YAML or JSON file. Throws `usage` and `not-found`. */
  document(path: string): Promise<unknown>
}
