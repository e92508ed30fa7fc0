/**
 * Maps a failure of any engine to the status that Docker would return.
 *
 * Podman's Docker-compatible API returns 500 where Docker returns 404 or 409. Its body has the
 * cause in a separate field. Causes are constants of Podman's source (libpod/define/errors.go,
 * containers/storage/errors.go), the same in every release:
 *
 *   {"cause": "that name is already in use", "message": "container create: …", "response": 500}
 */
const STATUS_OF_CAUSE: Readonly<Record<string, number>> = {
  'no such container': 404,
  'container has already been removed': 404,
  'no such image': 404,
  'image not known': 404,
  'no such volume': 404,
  'network not found': 404,
  'no such exec session': 404,
  'container already exists': 409,
  'that name is already in use': 409,
  'network already exists': 409,
  'volume already exists': 409,
  'container state improper': 409,
  'network is being used': 409,
  'volume is being used': 409,
  'image is in use by a container': 409,
};

/**
 * `status` and the parsed `body` of the response. Docker's own responses have no cause and are left
 * unchanged.
 */
export function dockerStatus(status: number, body: unknown): number {
  if (status !== 500 || typeof body !== 'object' || body === null || !('cause' in body)) return status;
  return STATUS_OF_CAUSE[String(body.cause)] ?? status;
}
