using System.Text.Json.Serialization;

namespace ClaudeSidecar.Observability.History;

/// <summary>The lines' JSON: camelCase, and what is nothing is left out. Fields of a later version are passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ReadingRecord))]
[JsonSerializable(typeof(RequestRecord))]
[JsonSerializable(typeof(SwitchRecord))]
[JsonSerializable(typeof(FeedbackRecord))]
internal sealed partial class HistoryJson : JsonSerializerContext;
