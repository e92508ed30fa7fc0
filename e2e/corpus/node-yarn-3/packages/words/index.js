module.exports = 'of the workspace';
