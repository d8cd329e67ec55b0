/**
 * The least OpenAPI v2 document in which kubectl finds that a `List` is validated by the server: one PATCH of
 * namespaces with the parameter `fieldValidation`. Everything else kubectl reads from OpenAPI v3.
 * Field numbers: the protobuf form of OpenAPI v2 (openapi.v2.Document) that kubectl asks for.
 */
export function openApiV2Document(): Buffer {
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) =>
    // Operation.parameters → Parameter → NonBodyParameter → QueryParameterSubSchema
    field(8, field(1, field(2, field(3, field(2, 'query'), field(4, name), field(6, 'string'))))),
  )
  const kind = field(
    13,
    field(1, 'x-kubernetes-group-version-kind'),
    field(2, field(2, 'group: ""\nkind: Namespace\nversion: v1\n')),
  )
  const patch = field(8, field(5, 'patchCoreV1Namespace'), ...parameters, kind)
  const path = field(2, field(1, '/api/v1/namespaces/{name}'), field(2, patch))
  const info = field(2, field(1, 'Kubernetes'), field(2, 'v1'))
  return Buffer.concat([field(1, '2.0'), info, field(8, path)])
}

/** A length-delimited protobuf field. */
function field(number: number, ...parts: readonly (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(body.length)]), body])
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]
}
