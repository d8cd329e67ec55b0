import {canonicalText} from '@ome/installer/registry/canonical'
import type {Role} from '@ome/installer/registry/signature'
import {type Root, readRoot, schemas} from '@ome/installer/registry/signed-files'

/** The public half of a key, as its holder hands it over. */
export interface PublicKey {
  readonly id: string
  /** Raw Ed25519 public key in base64. */
  readonly public: string
}

export interface RootContent {
  readonly registry: string
  readonly version: number
  readonly expires: string
  readonly purpose: Root['purpose']
  readonly holders: Readonly<Record<Role, readonly PublicKey[]>>
  /** How many holders of the root role must sign; one of the other roles is enough. */
  readonly threshold: number
}

/** The bytes of a root file; throws when a client would not read it. */
export function rootBytes({registry, version, expires, purpose, holders, threshold}: RootContent): Buffer {
  const quorum = (role: Role, count: number) => ({keys: holders[role].map(({id}) => id), threshold: count})
  const content: Root & {readonly schema: string} = {
    schema: schemas.root,
    registry,
    version,
    expires,
    purpose,
    keys: Object.fromEntries(Object.values(holders).flatMap((keys) => keys.map((key) => [key.id, key.public]))),
    roles: {root: quorum('root', threshold), index: quorum('index', 1), timestamp: quorum('timestamp', 1)},
  }
  readRoot(content)
  return Buffer.from(canonicalText(content))
}
