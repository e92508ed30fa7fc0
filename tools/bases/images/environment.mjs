/**
 * The search path that every official image declares; an image without it has none, not even for `sh`.
 */
export const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
