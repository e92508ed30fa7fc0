const { upperCase } = require('upper-case');

exports.shout = (text) => `${upperCase(text)}!`;
