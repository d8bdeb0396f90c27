namespace ClaudeSidecar.Execution.Families;

/// <summary>All families that are known: the built-in ones, with the user's files over them. Immutable.</summary>
public sealed class FamilyBook
{
    private const string Folder = "families/";
    private const string GeneralName = "generic";

    private static readonly Lazy<FamilyBook> Shipped = new(() => new FamilyBook(Embedded(), []));

    private readonly Dictionary<string, ModelFamily> _families = new(StringComparer.Ordinal);
    private readonly List<ModelFamily> _order = [];

    private FamilyBook(IEnumerable<FamilyFile> builtIn, IEnumerable<FamilyFile> own)
    {
        // The general one first, and what others are based on before them.
        foreach (var file in builtIn.OrderBy(file => file.Name == GeneralName ? 0 : file.BasedOn is null ? 1 : 2).ThenBy(file => file.Name, StringComparer.Ordinal))
        {
            Add(file);
        }

        foreach (var file in own)
        {
            Add(file);
        }
    }

    /// <summary>The families that come with the program.</summary>
    public static FamilyBook BuiltIn => Shipped.Value;

    /// <summary>Every family, by name.</summary>
    public IReadOnlyCollection<ModelFamily> All => _families.Values;

    /// <summary>What holds for a model of no known family.</summary>
    public ModelFamily General => _families[GeneralName];

    /// <summary>The family of a model: the one with the pattern that fits its name most closely, else the whole id.</summary>
    /// <param name="modelId">The id as server or user write it.</param>
    public ModelFamily Of(string modelId)
    {
        var id = IdPattern.Normalised(modelId);
        return Closest(IdPattern.Name(id)) ?? Closest(id) ?? General;
    }

    /// <summary>The built-in families with files over them.</summary>
    internal static FamilyBook With(IEnumerable<FamilyFile> own) => new(Embedded(), own);

    private ModelFamily? Closest(string id)
    {
        ModelFamily? closest = null;
        var best = 0;

        // The last one first: of two patterns that fit alike, the user's counts.
        for (var i = _order.Count - 1; i >= 0; i--)
        {
            foreach (var pattern in _order[i].Matches)
            {
                if (IdPattern.Fit(pattern, id) is var fit && fit > best)
                {
                    (closest, best) = (_order[i], fit);
                }
            }
        }

        return closest;
    }

    private void Add(FamilyFile file)
    {
        var basis = _families.GetValueOrDefault(file.BasedOn ?? file.Name) ?? _families.GetValueOrDefault(GeneralName) ?? ModelFamily.Unknown;
        var family = file.Over(basis);
        _order.RemoveAll(known => known.Name == family.Name);
        _order.Add(family);
        _families[family.Name] = family;
    }

    private static IEnumerable<FamilyFile> Embedded()
    {
        var assembly = typeof(FamilyBook).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return FamilyFile.Read(bytes);
        }
    }
}
