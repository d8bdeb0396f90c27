using System.Text.Json.Serialization;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>The shape of the file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(IReadOnlyList<ModelReadings>))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
