import torch

from babelix.tracks.incremental.mutagenesis import saturation


def test_every_change_is_the_full_net(net):
    bases = torch.randint(4, (41,), generator=torch.Generator().manual_seed(2))
    one_hot = torch.eye(4)[bases].mT.contiguous()
    one_hot[:, 17] = 0  # N: all four bases are changes
    found = saturation(net, one_hot)
    assert found.shape == (4, 41, 2, 41 - 19)
    for position in range(41):
        for base in range(4):
            changed = one_hot.clone()
            changed[:, position] = torch.eye(4)[base]
            assert torch.allclose(found[base, position], net.forward(changed[None])[0], atol=1e-5)
