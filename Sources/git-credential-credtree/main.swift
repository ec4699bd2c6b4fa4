import CredentialProtocols

HelperProgram.run(as: .git)
