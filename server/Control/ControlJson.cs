using System.Text.Json.Serialization;

namespace ClaudeSidecar.Control;

/// <summary>The JSON shapes of the control plane: camelCase, and what is null is left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(RouteStatus))]
[JsonSerializable(typeof(HandoffReport))]
[JsonSerializable(typeof(IReadOnlyList<BackendStatus>))]
public sealed partial class ControlJson : JsonSerializerContext;
