namespace ClaudeSidecar.Rpc;

/// <summary>A request that ends with an error: thrown by a handler to answer so, and by a call that was answered so.</summary>
/// <param name="code">One of <see cref="ErrorCodes"/>, or the peer's own.</param>
/// <param name="message">One sentence for the user.</param>
public sealed class RpcException(int code, string message) : Exception(message)
{
    /// <summary>One of <see cref="ErrorCodes"/>, or the peer's own.</summary>
    public int Code { get; } = code;
}
