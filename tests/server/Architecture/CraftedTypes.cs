#pragma warning disable IDE0130, CA1822, CA1852 // crafted on purpose: one file for two folders, and what each breach needs

namespace ClaudeSidecar.Tests.Architecture.Crafted.Gateway
{
    internal class Above
    {
        public static int Number() => 1;
    }
}

namespace ClaudeSidecar.Tests.Architecture.Crafted.Storage
{
    internal sealed class Below;
}

namespace ClaudeSidecar.Tests.Architecture.Crafted.Wire
{
    using ClaudeSidecar.Tests.Architecture.Crafted.Gateway;

    internal sealed class FieldBreach
    {
        public Above? Field { get; set; }
    }

    internal sealed class BodyBreach
    {
        public int Call() => Above.Number();
    }

    internal sealed class GenericBreach
    {
        public List<Dictionary<string, Above[]>>? Field { get; set; }
    }

    internal sealed class BaseBreach : Above;

    internal sealed class LambdaBreach
    {
        public Func<int> Call { get; } = () => Above.Number();
    }
}

namespace ClaudeSidecar.Tests.Architecture.Crafted.Settings
{
    internal sealed class Lawful
    {
        public Storage.Below? Field { get; set; }
    }
}
