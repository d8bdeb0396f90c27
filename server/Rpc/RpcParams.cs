using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ClaudeSidecar.Rpc;

/// <summary>Reads the parameters of a request.</summary>
internal static class RpcParams
{
    /// <summary>The one parameter, which may come by itself or in an array of one; null when there is none.</summary>
    /// <exception cref="RpcException">There is more than one.</exception>
    public static JsonElement? Single(JsonElement? parameters) => parameters switch
    {
        { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() switch
        {
            0 => null,
            1 => Single(list[0]),
            _ => throw new RpcException(ErrorCodes.InvalidParams, "Parameters are one object, not a list."),
        },
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        _ => parameters,
    };

    /// <summary>The parameters as the type that the method takes.</summary>
    /// <exception cref="RpcException">They do not fit; the sentence names the field.</exception>
    public static T Read<T>(string method, JsonElement? parameters, JsonTypeInfo<T> type)
    {
        var given = Single(parameters);
        if (given is { ValueKind: not JsonValueKind.Object })
        {
            throw Unfit(method, "they are no object");
        }

        var missing = type.Properties
            .Where(property => property.IsRequired && given?.TryGetProperty(property.Name, out _) is not true)
            .Select(property => property.Name)
            .ToList();
        if (missing.Count > 0)
        {
            throw Unfit(method, $"{string.Join(", ", missing)} missing");
        }

        try
        {
            return (given ?? JsonElement.Parse("{}")).Deserialize(type)!;
        }
        catch (JsonException unfit)
        {
            throw Unfit(method, $"wrong value at {unfit.Path ?? "$"}");
        }
    }

    private static RpcException Unfit(string method, string detail) =>
        new(ErrorCodes.InvalidParams, $"The parameters of {method} do not fit: {detail}.");
}
