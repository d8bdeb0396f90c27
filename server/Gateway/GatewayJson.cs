using System.Text.Json.Serialization;

namespace ClaudeSidecar.Gateway;

/// <summary>What the control plane answers to <c>GET /health</c>, to anybody on this machine.</summary>
/// <param name="Status">Always <c>ok</c>.</param>
/// <param name="Version">The sidecar's version.</param>
/// <param name="Pid">Its process id.</param>
public sealed record HealthReport(string Status, string Version, int Pid);

/// <summary>The body of <c>POST /v1/switch-provider</c>, where it is an object.</summary>
/// <param name="Provider"><c>auto</c>, <c>cloud</c>, <c>local</c>, or a provider's name.</param>
/// <param name="Session">One session only; null for all.</param>
public sealed record SwitchRequest(string? Provider, string? Session);

/// <summary>The JSON that only HTTP knows: camelCase. Everything else is in <see cref="Control.ControlJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(SwitchRequest))]
internal sealed partial class GatewayJson : JsonSerializerContext;
