namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>What a request has become.</summary>
/// <param name="Body">A Messages request.</param>
/// <param name="Tokens">How many it says that it has.</param>
/// <param name="Fits">False where no request could be made that fits.</param>
internal readonly record struct FittedRequest(ReadOnlyMemory<byte> Body, int Tokens, bool Fits);
