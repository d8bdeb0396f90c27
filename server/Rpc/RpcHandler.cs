using System.Text.Json;

namespace ClaudeSidecar.Rpc;

/// <summary>Answers the requests of one method.</summary>
/// <param name="parameters">As they came, or null when there were none.</param>
/// <param name="cancellationToken">The client gave the request up, or the link ended.</param>
/// <exception cref="RpcException">Answered with its code and sentence.</exception>
/// <exception cref="Control.ControlException">Answered as <see cref="ErrorCodes.Refused"/> with its sentence.</exception>
public delegate ValueTask<RpcReply> RpcHandler(JsonElement? parameters, CancellationToken cancellationToken);

/// <summary>A handler's answer.</summary>
/// <param name="Result">The result as JSON.</param>
/// <param name="Queued">Called once the answer is in the outgoing queue: what it sends then follows the answer.</param>
public readonly record struct RpcReply(ReadOnlyMemory<byte> Result, Action? Queued = null);
