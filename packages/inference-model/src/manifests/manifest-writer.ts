import type {ManifestWriter} from './writer.ts'

export const manifestWriter = (manager: string): ManifestWriter => ({
  manager,
  apply: (resource, body, {force}) => ({method: 'apply', resource, body, ...(force && {force})}),
  create: (resource, body) => ({method: 'create', resource, body}),
  merge: (resource, {metadata: {name, namespace}}, body) => ({
    method: 'merge',
    resource,
    name,
    body,
    ...(namespace === undefined ? {} : {namespace}),
  }),
  delete: (resource, {metadata: {name, namespace, uid}}) => ({
    method: 'delete',
    resource,
    name,
    propagation: 'Background',
    ...(namespace === undefined ? {} : {namespace}),
    ...(uid === undefined ? {} : {uid}),
  }),
})
