// Ties the one passkey button of a page to allauth's WebAuthn functions: no inline script is allowed here.
(function () {
  'use strict'
  const button = document.querySelector('[data-key]')
  const forms = window.allauth && window.allauth.webauthn && window.allauth.webauthn.forms
  if (!button || !forms || !window.PublicKeyCredential) return

  const trouble = document.getElementById('key-trouble')
  const ids = { credential: button.dataset.credential, data: 'key-data' }
  if (button.dataset.key === 'add') {
    forms.addForm({ ids: { ...ids, add: button.id, passwordless: button.dataset.passwordless } })
  } else if (button.dataset.key === 'login') {
    forms.loginForm({ ids: { ...ids, login: button.id } })
  } else {
    forms.authenticateForm({ ids: { ...ids, authenticate: button.id } })
  }
  button.addEventListener('click', function () { trouble.hidden = true }, true)
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    trouble.hidden = false
  })
  document.getElementById('key-unavailable').hidden = true
  button.hidden = false
})()
