exports.line = (text) => `[log] ${text}`;
