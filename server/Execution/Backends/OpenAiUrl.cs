namespace ClaudeSidecar.Execution.Backends;

/// <summary>Addresses of OpenAI's dialect. People write the base with and without <c>/v1</c>; both mean the same.</summary>
internal static class OpenAiUrl
{
    /// <summary>Where an endpoint is.</summary>
    /// <param name="baseUrl">The configured base.</param>
    /// <param name="endpoint">Without <c>/v1/</c>: <c>chat/completions</c>, <c>models</c>.</param>
    public static Uri Of(Uri baseUrl, string endpoint)
    {
        var path = baseUrl.AbsolutePath.TrimEnd('/');
        var version = path.EndsWith("/v1", StringComparison.Ordinal) ? "" : "/v1";
        return new UriBuilder(baseUrl) { Path = $"{path}{version}/{endpoint}", Query = "" }.Uri;
    }
}
