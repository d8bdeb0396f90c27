using System.Text.Json.Serialization;

namespace ClaudeSidecar.Context.Memory.Kept;

/// <summary>The JSON of kept memories: camelCase, words for the members of enumerations, and what is nothing is left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(KeptMemory))]
internal sealed partial class MemoryJson : JsonSerializerContext;
